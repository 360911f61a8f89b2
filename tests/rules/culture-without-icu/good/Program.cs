using System.Globalization;

var app = WebApplication.CreateBuilder(args).Build();
CultureInfo.CurrentCulture = new CultureInfo("de-DE");
app.Run();
