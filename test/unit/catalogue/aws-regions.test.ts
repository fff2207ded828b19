import { describe, expect, it } from 'vitest';
import { loadAwsCatalogue } from '../../../src/catalogue/aws.js';
import { awsRegions } from '../../../src/catalogue/aws-regions.js';

const catalogue = loadAwsCatalogue();

describe('AWS regions', () => {
  it('go from code to display name and back without case', () => {
    expect(catalogue.regionName('us-east-1')).toBe('AWS Virginia');
    expect(catalogue.regionName('EU-WEST-2')).toBe('AWS London');
    expect(catalogue.regionName('moon-1')).toBeUndefined();
    expect(catalogue.regionCode('aws oregon')).toBe('us-west-2');
    expect(catalogue.regionCode('eu-central-1')).toBe('eu-central-1');
    expect(catalogue.regionCode('Europe (Frankfurt)')).toBe('eu-central-1');
    expect(catalogue.regionCode('South America (Sao Paulo)')).toBe('sa-east-1');
    expect(catalogue.regionCode('AWS GovCloud (US-West)')).toBe('us-gov-west-1');
    expect(catalogue.regionCode('AWS Atlantis')).toBeUndefined();
  });

  it('have one name each', () => {
    expect(new Set(awsRegions.map(([code]) => code)).size).toBe(awsRegions.length);
    expect(new Set(awsRegions.map(([, name]) => name)).size).toBe(awsRegions.length);
    for (const [code, name] of awsRegions) expect(catalogue.regionCode(name)).toBe(code);
  });
});
