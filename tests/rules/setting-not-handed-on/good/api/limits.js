// A constant of the same name is no question to the environment.
const RETRIES = 3;
module.exports = { RETRIES };
