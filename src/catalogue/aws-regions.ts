/**
 * Region codes with their display names. The query language writes `AWS` and the place: `AWS Virginia`, `AWS Ohio`,
 * `AWS California`, `AWS Oregon`, `AWS Ireland`, `AWS London` and `AWS Paris` are attested in queries and recorded answers;
 * the other names follow the same rule from the places AWS gives its regions
 * (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html). AWS's own display name is understood too.
 */
export const awsRegions: readonly (readonly [code: string, name: string, awsName: string])[] = [
  ['us-east-1', 'AWS Virginia', 'US East (N. Virginia)'],
  ['us-east-2', 'AWS Ohio', 'US East (Ohio)'],
  ['us-west-1', 'AWS California', 'US West (N. California)'],
  ['us-west-2', 'AWS Oregon', 'US West (Oregon)'],
  ['af-south-1', 'AWS Cape Town', 'Africa (Cape Town)'],
  ['ap-east-1', 'AWS Hong Kong', 'Asia Pacific (Hong Kong)'],
  ['ap-east-2', 'AWS Taipei', 'Asia Pacific (Taipei)'],
  ['ap-northeast-1', 'AWS Tokyo', 'Asia Pacific (Tokyo)'],
  ['ap-northeast-2', 'AWS Seoul', 'Asia Pacific (Seoul)'],
  ['ap-northeast-3', 'AWS Osaka', 'Asia Pacific (Osaka)'],
  ['ap-south-1', 'AWS Mumbai', 'Asia Pacific (Mumbai)'],
  ['ap-south-2', 'AWS Hyderabad', 'Asia Pacific (Hyderabad)'],
  ['ap-southeast-1', 'AWS Singapore', 'Asia Pacific (Singapore)'],
  ['ap-southeast-2', 'AWS Sydney', 'Asia Pacific (Sydney)'],
  ['ap-southeast-3', 'AWS Jakarta', 'Asia Pacific (Jakarta)'],
  ['ap-southeast-4', 'AWS Melbourne', 'Asia Pacific (Melbourne)'],
  ['ap-southeast-5', 'AWS Malaysia', 'Asia Pacific (Malaysia)'],
  ['ap-southeast-6', 'AWS New Zealand', 'Asia Pacific (New Zealand)'],
  ['ap-southeast-7', 'AWS Thailand', 'Asia Pacific (Thailand)'],
  ['ca-central-1', 'AWS Canada', 'Canada (Central)'],
  ['ca-west-1', 'AWS Calgary', 'Canada West (Calgary)'],
  ['eu-central-1', 'AWS Frankfurt', 'Europe (Frankfurt)'],
  ['eu-central-2', 'AWS Zurich', 'Europe (Zurich)'],
  ['eu-north-1', 'AWS Stockholm', 'Europe (Stockholm)'],
  ['eu-south-1', 'AWS Milan', 'Europe (Milan)'],
  ['eu-south-2', 'AWS Spain', 'Europe (Spain)'],
  ['eu-west-1', 'AWS Ireland', 'Europe (Ireland)'],
  ['eu-west-2', 'AWS London', 'Europe (London)'],
  ['eu-west-3', 'AWS Paris', 'Europe (Paris)'],
  ['il-central-1', 'AWS Tel Aviv', 'Israel (Tel Aviv)'],
  ['me-central-1', 'AWS UAE', 'Middle East (UAE)'],
  ['me-south-1', 'AWS Bahrain', 'Middle East (Bahrain)'],
  ['mx-central-1', 'AWS Mexico', 'Mexico (Central)'],
  ['sa-east-1', 'AWS Sao Paulo', 'South America (São Paulo)'],
  ['us-gov-east-1', 'AWS GovCloud US-East', 'AWS GovCloud (US-East)'],
  ['us-gov-west-1', 'AWS GovCloud US-West', 'AWS GovCloud (US-West)'],
  ['cn-north-1', 'AWS China Beijing', 'China (Beijing)'],
  ['cn-northwest-1', 'AWS China Ningxia', 'China (Ningxia)'],
  ['eusc-de-east-1', 'AWS European Sovereign Cloud Germany', 'AWS European Sovereign Cloud (Germany)'],
  // IAM, Organizations, CloudFront and other services without a region.
  ['global', 'AWS Global', 'Global'],
];

const nameByCode = new Map(awsRegions.map(([code, name]) => [code, name]));
const codeByName = new Map(
  awsRegions.flatMap(([code, ...names]) => [code, ...names].map((name): [string, string] => [plain(name), code])),
);

export function regionName(code: string): string | undefined {
  return nameByCode.get(code.toLowerCase());
}

export function regionCode(nameOrCode: string): string | undefined {
  return codeByName.get(plain(nameOrCode));
}

/** Without case, accents, brackets and repeated spaces: `AWS GovCloud (US-East)` = `aws govcloud us-east`. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[()]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
