const debug = require('debug');
const path = require('node:path');
require('express')().listen(3000);
