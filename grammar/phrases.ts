/** Several keywords that people think of as one, and what they are for: offered whole, learned from the list. */
export interface Phrase {
  readonly text: string;
  /** Rules of the parser in which it begins. */
  readonly rules: readonly string[];
  readonly kind: 'question' | 'clause' | 'operator' | 'keyword';
  readonly description: string;
}

const question = (text: string, rule: string, description: string): Phrase => ({
  text,
  rules: [rule],
  kind: 'question',
  description,
});
const clause = (text: string, rule: string, description: string): Phrase => ({
  text,
  rules: [rule],
  kind: 'clause',
  description,
});
const operator = (text: string, description: string): Phrase => ({
  text,
  rules: [text.startsWith('DOES') || text.startsWith('does') ? 'negated' : 'predicate'],
  kind: 'operator',
  description,
});
const keyword = (text: string, description: string): Phrase => ({
  text,
  rules: ['conjunction', 'disjunction', 'factor', 'ordering'],
  kind: 'keyword',
  description,
});

export const phrases: readonly Phrase[] = [
  question('config from iam where', 'config', 'permissions that meet conditions'),
  question('config from cloud.resource where', 'config', 'raw configuration of resources'),
  question('who can', 'whoCan', 'who can <action> on <resource>'),
  question('which users have access to', 'whichUsers', 'people with any access to a resource'),
  question('what can', 'what', 'what can <identity> access'),
  question('what accounts, services and resources does', 'what', 'everything <identity> has access to, grouped'),
  question('what changed between', 'what', 'what changed between <date> and <date>'),
  question('can any user outside group', 'outside', 'outsiders that reach into a region'),
  question('why can', 'why', 'why can <identity> <action> on <resource>'),
  question("why can't", 'why', "why can't <identity> <action> on <resource>"),
  question('how can', 'how', 'how can <identity> reach <resource>: shortest paths'),
  question('access', 'what', ''),
  question('and', 'what', ''),
  question('reach', 'how', ''),
  question('have access to', 'what', ''),
  question('access resources in region', 'outside', ''),
  keyword('AND', 'both'),
  keyword('OR', 'at least one'),
  clause('with context {', 'context', "what is known of the request: { 'aws:SourceIp': '198.51.100.27' }"),
  clause('as of', 'asOf', "as things were on a day: as of '2026-11-01'"),
  clause('group by', 'groupBy', 'one row per combination, with counts'),
  clause('order by', 'orderBy', 'order of the rows, asc or desc'),
  clause('limit', 'limit', 'most rows'),
  clause('reach all', 'reach', 'count also the rights of whoever one can become'),
  operator('=', 'is; of several values, one of them'),
  operator('!=', 'is not; of several values, none of them'),
  operator('<', 'less than'),
  operator('<=', 'at most'),
  operator('>', 'more than'),
  operator('>=', 'at least'),
  operator('IN (', 'is one of the list'),
  operator('NOT IN (', 'is none of the list'),
  operator('CONTAINS ALL (', 'the same granter gives every action of the list'),
  operator('STARTS WITH', 'the text begins so'),
  operator('ENDS WITH', 'the text ends so'),
  operator('DOES NOT START WITH', 'the text does not begin so'),
  operator('DOES NOT END WITH', 'the text does not end so'),
  operator('LIKE', 'this account, or every account (`*`)'),
  operator('exists', 'the tag or condition is there'),
  operator('does not exist', 'the tag or condition is not there'),
  keyword('NOT', 'the opposite of what follows'),
  keyword('desc', 'largest or last first'),
  keyword('asc', 'smallest or first first'),
];
