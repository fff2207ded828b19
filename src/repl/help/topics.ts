/** A page of help. `example` lines are queries that run as they stand. */
export interface Topic {
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** Lines that begin with `> ` are queries to try. */
export const topics: readonly Topic[] = [
  {
    name: 'questions',
    title: 'questions in plain words',
    text: `Who can do something to a resource, by its name or id:
> who can s3:GetObject on 'larkfield-payroll'
People with any access to a resource:
> which users have access to 'larkfield-payroll'
All that somebody can do, permission by permission, or summed up:
> what can 'payroll-export' access
> what accounts, services and resources does 'alice@larkfield.example' have access to
Outsiders in a region; the group is the one that may be there:
> can any user outside group 'uk-operations' access resources in region 'AWS London'
One pair, with the proof of the verdict:
> why can 'alice@larkfield.example' s3:ListBucket on 'larkfield-tariffs'
> why can't 'old-admin' s3:GetObject on 'arn:aws:s3:::larkfield-payroll/salaries/2026-10.csv'

Names, ids, e-mail addresses and user names stand in single quotes. An action stands as the platform spells it and may have
a star: s3:Get*. Every clause of \\help clauses may follow a question.`,
  },
  {
    name: 'query',
    title: 'config from iam where …: permissions that meet conditions',
    text: `A query is comparisons of attributes, put together by AND, OR, NOT and parentheses; AND binds tighter than OR.
Every row of the answer is one effective permission: a source, who granted it, an action, a destination.

One comparison is a query:
> config from iam where source.mfaenabled = false
Two must both hold:
> config from iam where source.mfaenabled = false AND action.access.isAdministrative = true
Any of a list, and not another:
> config from iam where action.name IN ('iam:PassRole', 'sts:AssumeRole') AND NOT source.cloud.resource.type = 'role'
Attribute against attribute: grants into another account
> config from iam where source.cloud.account != dest.cloud.account
Group, order and cut:
> config from iam where dest.cloud.service.name = 's3' group by source.cloud.resource.name order by source.cloud.resource.name limit 20

Case does not matter, nor do spaces and lines: an unfinished line goes on with the next.
Then: \\help attributes, \\help operators, \\help clauses, \\help values.`,
  },
  {
    name: 'values',
    title: 'texts, numbers, dates, $names',
    text: `'ledger-live'      a text stands in single quotes; a quote inside is doubled: 'o''neill'. Case does not matter.
'*'                a literal star, the grant on everything; nothing is a pattern except an action in a question
90, -1, 2.5        numbers, without quotes. Account ids are texts: '111122223333'
true, false        truth values
'2026-11-01'       dates, also with a time: '2026-11-01T08:00:00Z'
'AWS London'       regions by display name or code ('eu-west-2')
$who               a value that is set before: \\set who='alice@larkfield.example'. It is a value, never text of the query.
null               only in with context: the key is known to be absent

A tag is named in parentheses, its key first:
> config from iam where dest.cloud.resource.tag ('data-class') = 'secret'
A condition of a policy takes a key, and an operator if you like:
> config from iam where grantedby.cloud.policy.condition ('s3:prefix') exists`,
  },
  {
    name: 'verdicts',
    title: 'allow, conditional, deny, unknown',
    text: `allow          the platform allows it, whatever the rest of the request
conditional    it depends on the request; \`only if\` says on what. Tell what you know with a clause:
> who can s3:GetObject on 'larkfield-payroll' with context { 'aws:SecureTransport': true }
deny           it is refused. Rows never have it: who has no access has no row. Ask why can't … for one pair.
unknown        a fact that the data points at is missing; \\why names it

What was never collected at all does not change a verdict: it is listed below the answer with what it could do.
\\strict on turns such verdicts into unknown. \\reach all counts also what one can do by becoming somebody else.`,
  },
  {
    name: 'examples',
    title: 'worked examples',
    text: `Administrators without a second factor
> config from iam where action.access.isAdministrative = true AND source.mfaenabled = false group by source.cloud.resource.name
Rights nobody used for a quarter, by role
> config from iam where action.lastaccess.days > 90 AND grantedby.cloud.entity.type = 'role' group by grantedby.cloud.entity.name
Who can pass a role and run something with it, through the same granter
> config from iam where action.name CONTAINS ALL ('iam:PassRole', 'lambda:CreateFunction') group by grantedby.cloud.entity.name
Everything that is open to the world
> config from iam where source.public = true
Secret data, and who can read it
> config from iam where dest.cloud.resource.tag ('data-class') = 'secret' AND action.access.level = 'Data Read' limit 20
Grants on everything, in policies that people wrote
> config from iam where dest.cloud.wildcardscope = true AND grantedby.cloud.policy.type = 'Inline Policy' limit 20
Who comes to S3 by way of single sign-on
> config from iam where path.kind = 'sso' AND dest.cloud.service.name = 's3' group by source.email

Then look closer: \\open 1, \\why 1, \\path 1. Keep it: \\save answer.csv`,
  },
  {
    name: 'keys',
    title: 'keys of the prompt',
    text: `Enter            send; goes on with the next line while the query is unfinished. A query ends when it is whole, or with ;
Alt-Enter        a new line in any case (Ctrl-J too). Pasted lines stay together.
empty line       sends what stands there
Tab              complete; again, or with the arrows: choose; Enter takes
Ctrl-C           gives up the line, or cancels the running question; the session goes on
Ctrl-D           leaves, on an empty line
Up, Down         lines of the text, then earlier texts; Ctrl-P, Ctrl-N earlier texts at once
Ctrl-R           search earlier texts; again: further back
Ctrl-A, Ctrl-E   beginning and end of the line; Alt-B, Alt-F (or Ctrl-arrows) word by word
Ctrl-W, Ctrl-U   delete the word, the line before the cursor; Ctrl-K the rest; Ctrl-Y brings it back
Ctrl-L           clear the screen

Long answers stop at every screen: Space goes on, Enter one line, G to the end, q stops.
What is asked is kept for later sessions in a file that only you can read. Lines that begin with a space or look like a
secret are not kept.`,
  },
];
