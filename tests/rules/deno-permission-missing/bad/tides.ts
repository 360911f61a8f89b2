const table = await Deno.readTextFile("/tides/table.csv");
Deno.serve({ port: Number(Deno.env.get("PORT")) }, () => new Response(table));
