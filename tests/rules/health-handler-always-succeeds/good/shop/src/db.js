exports.db = { ping: async () => true };
