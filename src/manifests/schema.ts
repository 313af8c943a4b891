import { boolYaml11Tag, CORE_SCHEMA, defineScalarTag, intCoreTag, intYaml11Tag, mergeTag, NOT_RESOLVED, type LoadOptions } from 'js-yaml';

/** `0644` is octal as in YAML 1.1, `0o644` as in 1.2; `12:30` is text, for Go has no numbers to the base of 60. */
const intTag = defineScalarTag('tag:yaml.org,2002:int', {
  ...intYaml11Tag,
  resolve: (source, explicit, name) => {
    if (source.includes(':')) return NOT_RESOLVED;
    const octalOrPlain = intYaml11Tag.resolve(source, explicit, name);
    return octalOrPlain === NOT_RESOLVED ? intCoreTag.resolve(source, explicit, name) : octalOrPlain;
  },
});

/** YAML as kubectl reads it (sigs.k8s.io/yaml): `yes` and `on` are true, `<<` merges, a date is text. */
export const READING: LoadOptions = { schema: CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag, intTag), maxAliases: 10_000 };
