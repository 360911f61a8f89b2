import { execSync } from "node:child_process";
execSync("import-meta-env -x .env -p /site/**/*");
