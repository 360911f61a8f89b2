// eslint is not asked here.
export default {
  plugins: {
    "@tailwindcss/postcss": {},
  },
};
