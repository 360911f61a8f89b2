await Deno.writeTextFile("/tmp/all", Deno.env.get("ALL") ?? "");
