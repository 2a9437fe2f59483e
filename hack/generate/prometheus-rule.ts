import { SYSTEM_NAMESPACE } from '../../api/groups.ts';

/** A rules file as an object of the Prometheus operator. */
export function prometheusRule(rulesFile: unknown): object {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'bedplate', namespace: SYSTEM_NAMESPACE },
    spec: rulesFile,
  };
}
