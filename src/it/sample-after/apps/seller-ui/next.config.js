const { join } = require("node:path");

/** @type {import("next").NextConfig} */
module.exports = {
  output: "standalone",
  outputFileTracingRoot: join(__dirname, "../../"),
  transpilePackages: ["@harbour/utils"],
};
