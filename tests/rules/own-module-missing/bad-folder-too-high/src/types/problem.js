exports.Problem = class {
  text = 'none';
};
