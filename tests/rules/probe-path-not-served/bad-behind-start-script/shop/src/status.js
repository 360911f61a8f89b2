const { Router } = require('express');

const status = Router();
// '/health' alone would collide with the shop's own pages.
status.get('/health', (_request, response) => response.json({ up: true }));

module.exports = { status };
