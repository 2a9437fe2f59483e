import { foremanTemplate, survivesErb } from '../../../activities/kickstart/foreman-template.ts';

describe('foremanTemplate', () => {
  it('is a header and one line', () => {
    const text = foremanTemplate().replace(/<%#[^]*?-%>\n/, '');

    expect(text).toBe("%include <%= host_param('bedplate_kickstart') %>&built=<%= foreman_url('built') %>\n");
  });

  it('names its kind, for an import', () => {
    expect(foremanTemplate()).toMatch(/^<%#\nkind: provision\nname: Bedplate kickstart\nmodel: ProvisioningTemplate\n/);
  });

  it('is what ERB would act on, other than a kickstart', () => {
    expect(survivesErb(foremanTemplate())).toBe(false);
    expect(survivesErb('%post\necho 100%>x\n%end')).toBe(true);
  });
});
