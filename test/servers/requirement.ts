/**
 * A real server that tests need and this machine may lack. Missing: said loudly and skipped, but with GRANTGRAPH_REQUIRE_ALL=1
 * (set in continuous integration) it is a failure.
 */
export function lacking(what: string, why: string): null {
  if (process.env['GRANTGRAPH_REQUIRE_ALL'] === '1') throw new Error(`${what} is required and cannot be had: ${why}`);
  process.stderr.write(`\n*** SKIPPED: tests against ${what}: ${why}\n\n`);
  return null;
}
