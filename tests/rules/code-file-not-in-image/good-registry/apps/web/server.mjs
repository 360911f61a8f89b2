import { client } from "@shop/client";

client.listen(3000);
