package org.example;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

@Path("/lamps")
public class Lamps {
    @GET
    @Path("/all")
    public String all() {
        return "[]";
    }
}
