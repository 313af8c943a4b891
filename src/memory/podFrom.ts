import { field, isRecord, type Metadata, type Resource } from '../core/resource.ts';
import { podMetadataOf, podSpecOf } from '../core/workload.ts';

type Labels = Readonly<Record<string, string>>;

const mapOf = (value: unknown): Labels => (isRecord(value) ? (value as Labels) : {});

const dependent = (owner: Resource, name: string, labels: Labels): Metadata => {
  const { namespace, uid } = owner.metadata;
  const { apiVersion, kind } = owner;
  const ownerReferences = [
    { apiVersion, kind, name: owner.metadata.name, ...(uid === undefined ? {} : { uid }), controller: true, blockOwnerDeletion: true },
  ];
  return { name, ...(namespace === undefined ? {} : { namespace }), labels, ownerReferences };
};

/** A pod as its controller makes it from the template, before anything was done with it. */
export const podFrom = (owner: Resource, name: string, labels: Labels, node: string | undefined): Resource => {
  const { labels: own, annotations } = podMetadataOf(owner);
  const metadata = {
    ...dependent(owner, name, { ...mapOf(own), ...labels }),
    ...(isRecord(annotations) ? { annotations: annotations as Labels } : {}),
  };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { ...podSpecOf(owner), ...(node === undefined ? {} : { nodeName: node }) } };
};

/** The ReplicaSet of one revision of a Deployment. */
export const replicaSetFrom = (deployment: Resource, revision: string, replicas: number): Resource => {
  const marked = (labels: unknown): Labels => ({ ...mapOf(labels), 'pod-template-hash': revision });
  const template = podMetadataOf(deployment);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: dependent(deployment, `${deployment.metadata.name}-${revision}`, marked(template['labels'])),
    spec: {
      replicas,
      selector: { matchLabels: marked(field(deployment, 'spec', 'selector', 'matchLabels')) },
      template: { metadata: { ...template, labels: marked(template['labels']) }, spec: podSpecOf(deployment) },
    },
  };
};
