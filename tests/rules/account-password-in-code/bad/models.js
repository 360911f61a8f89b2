exports.User = {};
