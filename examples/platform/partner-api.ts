import { Construct } from 'constructs';
import { Endpoint, MeshExternalService, Protocol, type DataSource } from 'meshext';

export interface PartnerApiProps {
  /** The partner's host name. */
  readonly host: string;
  /** The team that answers for the contract. */
  readonly team: string;
  /** Whom to call. */
  readonly owner: string;
  /** The certificate and key that the partner knows us by. */
  readonly client?: { readonly certificate: DataSource; readonly key: DataSource };
}

/** How this company reaches a partner: HTTPS on 443, verified by name, plain HTTP on 80 for the application. */
export class PartnerApi extends Construct {
  public readonly service: MeshExternalService;

  constructor(scope: Construct, id: string, props: PartnerApiProps) {
    super(scope, id);
    this.service = new MeshExternalService(this, 'Resource', {
      labels: { 'acme.example/team': props.team, 'acme.example/owner': props.owner },
      match: { port: 80, protocol: Protocol.HTTP },
      endpoints: [Endpoint.dns(props.host, 443)],
      tls: {
        enabled: true,
        verification: { serverName: props.host, clientCert: props.client?.certificate, clientKey: props.client?.key },
      },
    });
  }
}
