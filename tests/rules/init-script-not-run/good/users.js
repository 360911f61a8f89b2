db.createUser({ user: "reader", roles: [] });
