import { samplesOf } from '../../../bench/measure/prometheus.ts';

const TEXT = `# HELP apiserver_request_total Counter of requests.
# TYPE apiserver_request_total counter
apiserver_request_total{code="200",group="compute.tess.io",resource="computenodes",subresource="status",verb="APPLY"} 1.2e+03
apiserver_request_total_bucket{le="1"} 5
apiserver_request_total{path="a\\"b\\\\c\\nd"} 7 1700000000000
apiserver_request_total 3
some_other{code="200"} 9
apiserver_request_total{le="+Inf"} +Inf
`;

describe('the text that Prometheus reads', () => {
  const samples = samplesOf(TEXT, 'apiserver_request_total');

  it('is read for one metric only, not for those whose names begin the same', () => {
    expect(samples.map(({ value }) => value)).toEqual([1200, 7, 3, Infinity]);
  });

  it('has labels, none of them lost', () => {
    expect(samples[0]?.labels).toEqual({
      code: '200',
      group: 'compute.tess.io',
      resource: 'computenodes',
      subresource: 'status',
      verb: 'APPLY',
    });
  });

  it('may have quotes, backslashes and line ends in a label', () => {
    expect(samples[1]?.labels).toEqual({ path: 'a"b\\c\nd' });
  });

  it('may have no labels at all', () => {
    expect(samples[2]?.labels).toEqual({});
  });
});
