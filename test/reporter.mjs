import { VerdictReporter } from './reporter/verdict-reporter.ts';

export default VerdictReporter;
