const NEEDED = [
  { name: 'Address of the database', envVar: 'DATABASE_URL', required: true },
  { name: 'Key of sessions', envVar: 'SESSION_KEY', required: true },
  { name: 'Token of the metrics', envVar: 'METRICS_TOKEN', required: false, production: true },
  { name: 'Account for mails', envVar: 'MAIL_USER', required: false },
];

function missing() {
  const names = [];
  for (const each of NEEDED) {
    const value = process.env[each.envVar];
    if (!value && (each.required || each.production)) names.push(each.envVar);
  }
  return names;
}

function validate() {
  const names = missing();
  if (names.length > 0) throw new Error(`not set: ${names.join(', ')}`);
}
validate();

exports.settings = { port: Number(process.env.PORT ?? 3000), database: process.env.DATABASE_URL };
