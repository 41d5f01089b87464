/// Lets a model write values of a structure or an enumeration.
///
/// Makes the JSON schema, `Codable`, the type of what there is of a value while it is written (`PartiallyGenerated`), and
/// the conformance to `Generable`. What `///` says of the type, its properties and its cases, the model is told.
///
/// ```swift
/// /// A dish, for the home cook.
/// @Generable
/// struct Recipe {
///     var title: String
///     /// In the order of use.
///     @Guide(.count(1...20))
///     var ingredients: [Ingredient]
///     var course: Course?
/// }
///
/// @Generable
/// enum Course { case starter, main, dessert }
/// ```
///
/// An optional property, or one with a default value, may be left out by the model. Cases without associated values are
/// texts, or raw values; an enumeration with associated values is an object whose property `type` names the case, the
/// other properties being the values by their labels: `{"type": "circle", "radius": 2}`. One value without a label is
/// called `value`.
///
/// - Parameters:
///   - description: What the model is told of the type, in place of its documentation.
///   - discriminator: The property that names the case of an enumeration with associated values.
@attached(member, names: named(PartiallyGenerated), named(jsonSchema), named(jsonSchema(in:)))
@attached(
    extension, conformances: Generable, Decodable, Encodable,
    names: named(CodingKeys), named(init(from:)), named(encode(to:)))
public macro Generable(description: String? = nil, discriminator: String = "type") =
    #externalMacro(module: "DialectMacros", type: "GenerableMacro")

/// Tells a model what a property of a `@Generable` type is for.
///
/// - Parameter description: Takes the place of the property's documentation.
@attached(peer)
public macro Guide(description: String) = #externalMacro(module: "DialectMacros", type: "GuideMacro")

/// Tells a model what a property of a `@Generable` type may be.
///
/// ```swift
/// @Guide(description: "Of the whole dish.", .range(0...5_000))
/// var calories: Int
/// ```
///
/// - Parameters:
///   - description: Takes the place of the property's documentation.
///   - guides: What values are allowed; of an optional property, when it is there.
@attached(peer)
public macro Guide<Value>(description: String? = nil, _ guides: GenerationGuide<Value>...) =
    #externalMacro(module: "DialectMacros", type: "GuideMacro")
