namespace Shop.Data;

public static class Preparation
{
    public static void PrepareDatabase(this IHost host)
    {
        using var scope = host.Services.CreateScope();
        scope.ServiceProvider.GetRequiredService<ShopContext>().Database.Migrate();
    }
}
