import { isRecord } from './resource.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The object with these fields; one that is undefined is taken away. */
export const withFields = (of: Fields, fields: Fields): Fields =>
  Object.fromEntries(Object.entries({ ...of, ...fields }).filter(([, value]) => value !== undefined));

/** The security context of a pod spec or a container, empty where there is none. */
export const securityContextOf = (of: Fields): Fields => (isRecord(of['securityContext']) ? of['securityContext'] : {});

/** The pod spec or container with these fields in its security context; one that is undefined is taken away, and with the last one the context. */
export const withSecurityContext = (of: Fields, fields: Fields): Fields => {
  const context = withFields(securityContextOf(of), fields);
  const isGone = Object.keys(context).length === 0;
  return withFields(of, { securityContext: isGone ? undefined : context });
};
