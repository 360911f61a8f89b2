module.exports = (app) => app.get('/health', (_, response) => response.end('up'));
