const settings = require('./config/settings.json');
require('express')().listen(settings.port);
