import { budgetPanels } from './budget-panels.ts';
import type { RowPlan } from './dashboard.ts';
import { poolPanels } from './pool-panels.ts';

/*
 * What the control room sees. Two bridges tell the same of the fleet: gauges of it are read with max, what each process
 * counts for itself is added up.
 */

const p95 = (metric: string, by: string, of = '') =>
  `histogram_quantile(0.95, sum by (le, ${by}) (rate(${metric}_bucket${of}[5m])))`;

export const rows: RowPlan[] = [
  {
    title: 'Cell',
    panels: [
      {
        title: 'Processes that are ready',
        says: '/readyz of each that is not says what it lacks.',
        unit: 'short',
        expr: 'sum by (process) (bedplate_ready)',
        legend: '{{process}}',
      },
      {
        title: 'Temporal answers',
        says: 'As the process that fares best sees it.',
        unit: 'bool_yes_no',
        expr: 'max(bedplate_temporal_up)',
        legend: 'Temporal',
      },
      {
        title: 'Versions that run',
        says: 'Two for as long as an upgrade takes.',
        unit: 'short',
        expr: 'count by (version) (bedplate_build_info)',
        legend: '{{version}}',
      },
      {
        title: 'Nodes by phase',
        says: 'New: its status shows nothing yet.',
        unit: 'short',
        expr: 'max by (phase) (bedplate_nodes)',
        legend: '{{phase}}',
      },
      ...poolPanels,
      {
        title: 'Assets by phase',
        says: 'Suspect and Quarantined ones wait for a person.',
        unit: 'short',
        expr: 'max by (phase) (bedplate_assets)',
        legend: '{{phase}}',
      },
      {
        title: 'Nodes that call for somebody',
        says: 'Paused, held, or not to be cleaned up.',
        unit: 'short',
        expr: 'max by (condition) (bedplate_nodes_calling)',
        legend: '{{condition}}',
      },
      ...budgetPanels,
    ],
  },
  {
    title: 'Nodes',
    panels: [
      {
        title: 'Stalled nodes by reason',
        says: 'docs/runbook.md has a section for each reason.',
        unit: 'short',
        expr: 'max by (reason) (bedplate_nodes_stalled)',
        legend: '{{reason}}',
      },
      {
        title: 'Steps under way',
        says: 'How many nodes are in each.',
        unit: 'short',
        expr: 'max by (step, state) (bedplate_node_steps{state=~"Running|Retrying|Failed|Undoing"})',
        legend: '{{step}} {{state}}',
      },
      {
        title: 'Age of the oldest step under way',
        says: 'Since its first attempt. An install may take an hour, any other step seconds.',
        unit: 's',
        expr: 'max by (step, state) (bedplate_step_age_seconds)',
        legend: '{{step}} {{state}}',
      },
      {
        title: 'Steps done take (p95)',
        says: 'From the first attempt to the end.',
        unit: 's',
        expr: 'histogram_quantile(0.95, sum by (le, step) (rate(bedplate_step_duration_seconds_bucket{outcome="done"}[1h])))',
        legend: '{{step}}',
      },
      {
        title: 'Failed attempts an hour',
        says: 'By step and reason; passing ones are tried again by themselves.',
        unit: 'short',
        expr: 'sum by (step, reason) (increase(bedplate_step_faults_total[1h]))',
        legend: '{{step}} {{reason}}',
      },
      {
        title: 'Nodes made ready an hour',
        says: 'The main job.',
        unit: 'short',
        expr: 'sum(increase(bedplate_step_duration_seconds_count{step="ready",outcome="done"}[1h]))',
        legend: 'ready',
      },
    ],
  },
  {
    title: 'Bridge',
    panels: [
      {
        title: 'Held',
        says: 'Yes: its apiserver is another cluster, or went back in time. It acts on nothing.',
        unit: 'bool_yes_no',
        expr: 'max(bedplate_bridge_held)',
        legend: 'held',
      },
      {
        title: 'Status edges a second',
        says: 'failed: the apiserver refused, or did not answer.',
        unit: 'short',
        expr: 'sum by (outcome) (rate(bedplate_bridge_status_writes_total[5m]))',
        legend: '{{outcome}}',
      },
      {
        title: 'Objects waiting to be looked at',
        says: 'Deep for minutes: the apiserver or Temporal is slow.',
        unit: 'short',
        expr: 'max by (queue) (bedplate_bridge_queue_depth)',
        legend: '{{queue}}',
      },
      {
        title: 'Objects wait to be looked at (p95)',
        says: 'Before a free hand took them.',
        unit: 's',
        expr: p95('bedplate_bridge_queue_wait_seconds', 'queue'),
        legend: '{{queue}}',
      },
      {
        title: 'A look at an object takes (p95)',
        says: 'Acting on what was seen included.',
        unit: 's',
        expr: p95('bedplate_bridge_reconcile_seconds', 'kind, result'),
        legend: '{{kind}} {{result}}',
      },
      {
        title: 'Wishes told to workflows a second',
        says: 'A burst after a start, then what changes.',
        unit: 'short',
        expr: 'sum(rate(bedplate_bridge_desires_total[5m]))',
        legend: 'wishes',
      },
      {
        title: 'Waiting nodes woken a second',
        says: 'As something that they wait for changed.',
        unit: 'short',
        expr: 'sum(rate(bedplate_bridge_wakes_total[5m]))',
        legend: 'wakes',
      },
    ],
  },
  {
    title: 'Workers',
    panels: [
      {
        title: 'Tasks waiting in Temporal',
        says: 'By queue; each outside system has one.',
        unit: 'short',
        expr: 'max by (queue, tasks) (bedplate_queue_backlog)',
        legend: '{{queue}} {{tasks}}',
      },
      {
        title: 'Age of the oldest waiting task',
        says: 'Rises when workers are too few, or an outside system is slow.',
        unit: 's',
        expr: 'max by (queue, tasks) (bedplate_queue_backlog_age_seconds)',
        legend: '{{queue}} {{tasks}}',
      },
      {
        title: 'Processes that take tasks',
        says: 'As Temporal saw them within the last minutes.',
        unit: 'short',
        expr: 'max by (queue, tasks) (bedplate_queue_pollers)',
        legend: '{{queue}} {{tasks}}',
      },
      {
        title: 'Activities wait (p95)',
        says: 'From being due to being begun.',
        unit: 's',
        expr: p95('bedplate_activity_wait_seconds', 'queue'),
        legend: '{{queue}}',
      },
      {
        title: 'Workflow tasks wait (p95)',
        says: 'As Temporal’s own library counts it.',
        unit: 's',
        expr: p95('temporal_workflow_task_schedule_to_start_latency_seconds', 'task_queue'),
        legend: '{{task_queue}}',
      },
      {
        title: 'Failed workflow tasks a second',
        says: 'Errors in workflow code: those nodes stand still.',
        unit: 'short',
        expr: 'sum by (failure_reason) (rate(temporal_workflow_task_execution_failed_total[5m]))',
        legend: '{{failure_reason}}',
      },
      {
        title: 'Free slots',
        says: 'None left: more workers, or a higher limit.',
        unit: 'short',
        expr: 'min by (task_queue, worker_type) (temporal_worker_task_slots_available)',
        legend: '{{task_queue}} {{worker_type}}',
      },
      {
        title: 'Event loop lag (p99)',
        says: 'Tenths of a second for long: the process has too much to do.',
        unit: 's',
        expr: 'max(nodejs_eventloop_lag_p99_seconds)',
        legend: 'the slowest process',
      },
      {
        title: 'Memory',
        says: 'Of the largest process.',
        unit: 'bytes',
        expr: 'max(process_resident_memory_bytes)',
        legend: 'the largest process',
      },
    ],
  },
  {
    title: 'Outside systems',
    panels: [
      {
        title: 'Providers that can be worked with',
        says: 'No: one of their systems is down, or refuses our password.',
        unit: 'bool_yes_no',
        expr: 'min by (provider) (bedplate_provider_available)',
        legend: '{{provider}}',
      },
      {
        title: 'Systems that are left alone',
        says: 'Yes: a worker keeps calls from them, as they are down or refuse us.',
        unit: 'bool_yes_no',
        expr: 'max by (system, url) (bedplate_breaker_open)',
        legend: '{{system}} {{url}}',
      },
      {
        title: 'Activities take (p95)',
        says: 'One attempt; the part before the dot is the system.',
        unit: 's',
        expr: p95('bedplate_activity_duration_seconds', 'activity'),
        legend: '{{activity}}',
      },
      {
        title: 'Attempts that failed a second',
        says: 'retryable ones pass by themselves, permanent ones wait for a person.',
        unit: 'short',
        expr: 'sum by (activity, outcome) (rate(bedplate_activity_duration_seconds_count{outcome!="done"}[5m]))',
        legend: '{{activity}} {{outcome}}',
      },
      {
        title: 'Machines at the install endpoint a second',
        says: 'Kickstarts and call-backs, by the answer: 403 is a stale or forged token.',
        unit: 'short',
        expr: 'sum by (request, code) (rate(bedplate_install_requests_total[5m]))',
        legend: '{{request}} {{code}}',
      },
      {
        title: 'Requests to the apiserver a second',
        says: 'none: no answer at all.',
        unit: 'short',
        expr: 'sum by (method, code) (rate(bedplate_apiserver_request_duration_seconds_count[5m]))',
        legend: '{{method}} {{code}}',
      },
      {
        title: 'Requests to the apiserver take (p95)',
        says: 'A watch counts until its first byte.',
        unit: 's',
        expr: p95('bedplate_apiserver_request_duration_seconds', 'method'),
        legend: '{{method}}',
      },
      {
        title: 'Age of the watches',
        says: 'A bookmark comes about once a minute.',
        unit: 's',
        expr: 'max by (kind) (bedplate_watch_age_seconds)',
        legend: '{{kind}}',
      },
      {
        title: 'Objects known',
        says: 'By kind.',
        unit: 'short',
        expr: 'max by (kind) (bedplate_watched_objects)',
        legend: '{{kind}}',
      },
      {
        title: 'Connections to the apiserver opened in an hour',
        says: 'Each process holds one: more than a few were lost.',
        unit: 'short',
        expr: 'sum(delta(bedplate_apiserver_connections_opened[1h]))',
        legend: 'opened',
      },
    ],
  },
];
