import type { AccessRule, Proxy } from './ir';

/** What a client may do with a service, and which rule says so; none where nobody is asked, or where no rule fits. */
export interface Verdict {
  readonly access: 'allowed' | 'shadow-denied' | 'denied';
  readonly rule?: AccessRule;
}

const VERDICTS = { Allow: 'allowed', AllowWithShadowDeny: 'shadow-denied', Deny: 'denied' } as const;

/**
 * What a proxy may do with a service: `access` of the service, and `tags` of the proxy. The last rule that fits decides. A proxy
 * with several inbounds fits a rule with the tags of any of them, since one certificate carries them all.
 */
export function accessOf(access: readonly AccessRule[] | undefined, tags: Proxy['tags']): Verdict {
  if (access === undefined) return { access: 'allowed' };
  const rule = access.findLast((one) => fits(one, tags));
  return rule === undefined ? { access: 'denied' } : { access: VERDICTS[rule.action], rule };
}

export const fits = (rule: Pick<AccessRule, 'tags'>, tags: Proxy['tags']): boolean =>
  Object.entries(rule.tags).every(([key, value]) => (Object.hasOwn(tags, key) ? tags[key] : []).includes(value));

/** Whether whoever fits the second rule fits the first too. */
export const covers = (wide: AccessRule, narrow: AccessRule): boolean =>
  Object.entries(wide.tags).every(([key, value]) => Object.hasOwn(narrow.tags, key) && narrow.tags[key] === value);
