const checks = process.env.TLS_CHECK !== "false";
const traces = process.env.TRACING === 'true' || process.env.TRACING === '1';
console.log(checks, traces);
