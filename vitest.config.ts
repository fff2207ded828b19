import { defineConfig } from 'vitest/config';

const common = { testTimeout: 60_000, hookTimeout: 240_000, pool: 'forks' } as const;

/** Tests that take their environment from `test/environment.ts`: what they say of the embedded store must hold of every other. */
const overEveryStore = [
  'test/scenarios/**/*.test.ts',
  'test/laws/{changes,estates,paths,plans}.test.ts',
  'test/unit/{access,changes,demo,executor,library}/**/*.test.ts',
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'embedded',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/neo4j*.test.ts'],
          // Tests start processes and wait for them: one worker leaves the machine idle.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'neo4j',
          include: ['test/**/neo4j*.test.ts', ...overEveryStore],
          // Fewer random estates: each costs a server seconds, and what they are to show is that the stores agree.
          env: {
            GRANTGRAPH_TEST_STORE: 'neo4j',
            GRANTGRAPH_ESTATES: '12',
            GRANTGRAPH_PATH_ESTATES: '3',
            GRANTGRAPH_CHANGE_ESTATES: '2',
            GRANTGRAPH_PLAN_ESTATES: '1',
          },
          globalSetup: ['test/servers/neo4j-setup.ts'],
          // One server with one database.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
