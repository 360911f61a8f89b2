import fs from 'node:fs';

fs.cpSync('server/main.js', 'build/main.js');
