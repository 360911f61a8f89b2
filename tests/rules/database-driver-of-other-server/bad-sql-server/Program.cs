var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<Hive>(options => options.UseSqlServer(builder.Configuration.GetConnectionString("Hive")));
builder.Build().Run();
