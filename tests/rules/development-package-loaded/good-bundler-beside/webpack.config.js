module.exports = {
  target: 'node',
  entry: './src/server.ts',
  output: { path: `${__dirname}/dist`, filename: 'server.js' },
};
