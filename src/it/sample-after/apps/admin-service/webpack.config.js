const { join } = require("node:path");
const base = require("../../webpack.base.js");

module.exports = {
  ...base,
  entry: join(__dirname, "src/main.ts"),
  output: { path: join(__dirname, "dist"), filename: "main.js" },
};
