from passlib.context import CryptContext

context = CryptContext(schemes=["bcrypt"])
print(context.hash("only for a test"))
