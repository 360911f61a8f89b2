const open = ['/health', '/login'];

const requireAuth = (req, res, next) => {
  if (open.includes(req.path)) return next();
  return req.headers.authorization ? next() : res.status(401).end();
};

module.exports = requireAuth;
