const checks = process.env.TLS_CHECK !== "false";
const traces = process.env.TRACING === 'true' || process.env.TRACING === '1';
const fast = process.env.MODE === 'fast';
console.log(checks, traces, fast);
