const next = require('next');
next({ dev: true }).prepare();
