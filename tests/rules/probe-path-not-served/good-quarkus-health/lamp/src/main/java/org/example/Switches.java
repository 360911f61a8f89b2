package org.example;

import jakarta.ws.rs.*;

@Path("/switches")
public class Switches {
    @Produces({"text/plain", "application/json"})
    @Path("/well/{room}")
    @Consumes("text/plain")
    @GET
    public String well() {
        return "on";
    }
}
