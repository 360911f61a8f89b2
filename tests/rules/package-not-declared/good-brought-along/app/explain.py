import shap


def explain():
    return {"shap": shap.__version__}
