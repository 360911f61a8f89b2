const chosen = require("./settings.json");

for (const name of Object.keys(chosen)) {
  process.env[name] = chosen[name];
}
