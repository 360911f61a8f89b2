exports.createClient = (url) => ({ url });
