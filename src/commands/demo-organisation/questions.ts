import { accounts } from './builders.js';

export interface DemoQuestion {
  readonly title: string;
  /** What the answer shows, for whoever reads it for the first time. */
  readonly look: string;
  readonly query: string;
}

/** Who reaches a resource, what a person reaches, and whether anybody outside a group reaches a region. */
export const demoQuestions: readonly DemoQuestion[] = [
  {
    title: 'Who can read the payroll?',
    look: 'administrators are missing from the list: the bucket is encrypted under a key whose policy does not name them',
    query: "who can s3:GetObject on 'larkfield-payroll'",
  },
  {
    title: 'What does Alice have access to?',
    look: 'through two groups of IAM Identity Center she acts as two roles in two accounts; boundary and control policies are taken off; northquay is open to everybody',
    query: "what accounts, services and resources does 'alice@larkfield.example' have access to limit 25",
  },
  {
    title: 'Can anyone outside uk-operations touch resources in London?',
    look: 'people and outsiders only; Jola was given the lake by hand and nobody took it back',
    query:
      "can any user outside group 'uk-operations' access resources in region 'AWS London' group by source.cloud.resource.name, dest.cloud.resource.name",
  },
];

export const demoWhyNot: DemoQuestion = {
  title: "Why can't the old administrator read a salary?",
  look: 'AdministratorAccess is not the last word',
  query: `why can't 'arn:aws:iam::${accounts.live}:user/old-admin' s3:GetObject on 'arn:aws:s3:::larkfield-payroll/salaries/2026-10.csv'`,
};
