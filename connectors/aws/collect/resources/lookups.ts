import { CallFault } from '../faults.js';
import type { AwsSession } from '../session.js';
import type { ReadingPlace } from './record.js';

/** Roles behind instance profiles and keys behind aliases: lists that several readers need, each read once and only on demand. */
export function lookups({ api, account, partition }: AwsSession): Pick<ReadingPlace, 'roleOfProfile' | 'keyArn'> {
  let profiles: Promise<ReadonlyMap<string, string>> | undefined;
  const aliases = new Map<string, Promise<ReadonlyMap<string, string>>>();

  const readProfiles = async () => {
    const list = await api.list('iam', 'ListInstanceProfiles', {}, 'InstanceProfiles');
    return new Map(list.flatMap(({ Arn, Roles }) => (Arn && Roles?.[0]?.Arn ? [[Arn, Roles[0].Arn] as const] : [])));
  };

  const readAliases = async (region: string) => {
    const list = await api.list('kms', 'ListAliases', {}, 'Aliases', region);
    return new Map(
      list.flatMap(({ AliasName, TargetKeyId }) =>
        AliasName && TargetKeyId ? [[AliasName, TargetKeyId] as const] : [],
      ),
    );
  };

  const keyOfAlias = async (alias: string, region: string): Promise<string | undefined> => {
    const known = aliases.get(region) ?? readAliases(region);
    aliases.set(region, known);
    const key = (await known).get(alias);
    // A service's own key comes into being with its first use; until then its alias points nowhere.
    if (key === undefined && !alias.startsWith('alias/aws/')) {
      throw new CallFault('provider-error', `no key has the alias \`${alias}\``, 'NoSuchAlias', false);
    }
    return key;
  };

  return {
    async roleOfProfile(profile) {
      profiles ??= readProfiles();
      return (await profiles).get(profile);
    },
    async keyArn(key, region) {
      if (!key) return undefined;
      const aliasName = key.startsWith('alias/') ? key : /^arn:[^:]*:kms:[^:]*:[^:]*:(alias\/.+)$/.exec(key)?.[1];
      if (aliasName === undefined) return key.startsWith('arn:') ? key : keyArnOf(region, key);
      // An alias of another account cannot be looked up here; its own ARN is the best there is.
      if (key.startsWith('arn:') && key.split(':')[4] !== account) return key;
      const id = await keyOfAlias(aliasName, region);
      return id === undefined ? undefined : keyArnOf(region, id);
    },
  };

  function keyArnOf(region: string, id: string): string {
    return `arn:${partition}:kms:${region}:${account}:key/${id}`;
  }
}
