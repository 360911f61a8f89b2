const { settings } = require('./settings');
require('express')().listen(settings.port);
