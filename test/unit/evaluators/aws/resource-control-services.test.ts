import { expect, it } from 'vitest';
import { loadAwsCatalogue } from '../../../../src/catalogue/aws.js';
import { resourceControlServices } from '../../../../src/evaluators/aws/resource-control-services.js';

it('lists the services that the catalogue says honour resource control policies', () => {
  const catalogue = loadAwsCatalogue();
  const listed = catalogue.services.filter((service) => catalogue.supportsResourceControlPolicies(service));
  expect([...resourceControlServices].toSorted()).toEqual(listed.toSorted());
});
