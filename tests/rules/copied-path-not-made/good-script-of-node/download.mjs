import { writeFileSync } from "node:fs";
writeFileSync("tool.deb", await (await fetch("https://example.org/tool.deb")).bytes());
