import { uuid } from './records.js';

export const identityStore = 'd-9367aa55bc';

/** Ten people. Jola joined last and is in no group yet; what she holds was given to her by hand. */
const people = {
  alice: 'Alice Marsh',
  bruno: 'Bruno Okafor',
  chiara: 'Chiara Lindqvist',
  devi: 'Devi Raman',
  emil: 'Emil Sørensen',
  farah: 'Farah Haddad',
  gus: 'Gus Whitlock',
  hana: 'Hana Kobayashi',
  ivo: 'Ivo Petrov',
  jola: 'Jola Nowak',
} as const;

export type Person = keyof typeof people;

export const personGroups = {
  'ledger-developers': ['alice', 'bruno', 'chiara'],
  'data-engineers': ['devi', 'emil', 'alice'],
  'uk-operations': ['farah', 'gus'],
  'cloud-admins': ['hana'],
  auditors: ['ivo'],
  accountants: ['gus', 'ivo'],
} as const satisfies Readonly<Record<string, readonly Person[]>>;

export type PersonGroup = keyof typeof personGroups;

export const email = (person: Person): string => `${person}@larkfield.example`;
export const userId = (person: Person): string => uuid(`user/${person}`);
export const groupId = (group: PersonGroup): string => uuid(`group/${group}`);

export const users = (Object.keys(people) as Person[]).map((person) => {
  const [GivenName, FamilyName] = people[person].split(' ') as [string, string];
  return {
    UserId: userId(person),
    UserName: email(person),
    DisplayName: people[person],
    Name: { GivenName, FamilyName },
    Emails: [{ Value: email(person), Type: 'work', Primary: true }],
    IdentityStoreId: identityStore,
  };
});

export const groups = (Object.keys(personGroups) as PersonGroup[]).map((group) => ({
  GroupId: groupId(group),
  DisplayName: group,
  IdentityStoreId: identityStore,
}));

export const groupMemberships = (Object.keys(personGroups) as PersonGroup[]).flatMap((group) =>
  personGroups[group].map((person) => ({
    MembershipId: uuid(`membership/${group}/${person}`),
    GroupId: groupId(group),
    MemberId: { UserId: userId(person) },
    IdentityStoreId: identityStore,
  })),
);
